export { fileThatHidesMirror, terraformHome } from "./cli-configuration";
export {
  fullAddress,
  isOtherBuild,
  LOCK_FILE,
  type LockEntry,
  locked,
  lockedIn,
  lockedProviders,
  readLockFile,
  rewriteLockFile,
  withEntries,
} from "./lock-file";
export {
  archiveOf,
  homeMirror,
  type ProviderPin,
  placeArchive,
  placePlugin,
  removeVersions,
  stackMirror,
  versionsIn,
} from "./mirror";
export { packageHash } from "./package-hash";
export { HANDLER_FILE, packedHandler, packedPlugin } from "./packed";
export { platformName, runsPackedPlugin } from "./platform";
export { replaceFile } from "./replace-file";
