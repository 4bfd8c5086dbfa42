import { writeSync } from "node:fs";
import { createClient } from "../client.ts";

/**
 * A program that notes a draft again and again, each time longer, and tells on stdout what has been
 * noted. Arguments: state folder, name of the note. It ends when it is killed.
 */
const [stateDir = "", name = ""] = process.argv.slice(2);

const client = createClient({ host: "localhost", port: 7420, as: "ann", stateDir });

for (let length = 1; ; length++) {
	client.note(name, "x".repeat(length));
	writeSync(1, `${length}\n`);
}
