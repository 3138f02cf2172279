import { need } from "./needed";

need(
  "a framework beside it. For CDKTF, `npm install cdktf constructs`, and import from `cdktf-cloudcraft`; for CDK Terrain, " +
    "`npm install cdktn constructs`, and import from `cdktf-cloudcraft/cdktn`.",
  () => require("cdktf"),
);

/** The framework, named here and nowhere else in this room, so that a build for its successor replaces one specifier. */
export {
  AnnotationMetadataEntryType,
  Annotations,
  Aspects,
  BooleanList,
  BooleanMap,
  ComplexList,
  ComplexMap,
  ComplexObject,
  DISABLE_STACK_TRACE_IN_METADATA,
  Fn,
  type IInterpolatingParent,
  ImportableResource,
  type IResolvable,
  type LocalExecProvisioner,
  NumberMap,
  StringMap,
  TerraformDataSource,
  type TerraformMetaArguments,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  Token,
} from "cdktf";
