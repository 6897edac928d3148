// src/config/version.ts
/** The version of this package. */
const VERSION = "0.0.0";
export { VERSION as t };
