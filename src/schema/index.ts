export * from "./attribute";
export * from "./definition";
export * from "./name";
export * from "./problem";
export * from "./unknown";
export * from "./validate";
export * from "./views";
export * from "./visible";
