import { fileKnownServers } from "../trust/known-servers-file.ts";

/** A program that makes so many servers known, one after the other. Arguments: file, name, how many. */
const [path = "", name = "", count = "0"] = process.argv.slice(2);

const known = fileKnownServers(path);
for (let port = 1; port <= Number(count); port++)
	known.put({ host: `${name}.example`, port }, new Uint8Array(32).fill(port));
