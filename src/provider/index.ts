export { serve } from "./plugin";
