export { type Program, serve } from "./plugin";
