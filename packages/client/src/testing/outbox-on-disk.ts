import { join } from "node:path";
import { openDatabase } from "../database.ts";
import { outboxSchema } from "../outbox-file.ts";

/** Whose posts an outbox of the tests keeps. */
export const owner = { server: "localhost:7420", account: "ann" as never };

/** Opens the database of an outbox in this folder. */
export function openFile(folder: string) {
	const path = join(folder, "outbox.db");
	return openDatabase({ path, synchronous: "FULL", version: 2, schema: outboxSchema });
}
