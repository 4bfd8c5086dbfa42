/** The version of this client, told in `hello` and `--version`. One with the parcel's package.json: a test compares them. */
export const version = "0.1.0";
