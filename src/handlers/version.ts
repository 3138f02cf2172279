// Written by `npm run generate` from package.json.
/** Version of the package, and so of the provider and the constructs. */
export const version = "0.1.0";
