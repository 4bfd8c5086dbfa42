import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What SQLite finds wrong with the files of a client's state folder; empty if nothing. */
export function damageOf(stateDir: string): string[] {
	return ["outbox.db", "cache.db"].flatMap((name) => {
		const database = new DatabaseSync(join(stateDir, name));
		const rows = database.prepare("PRAGMA integrity_check").all();
		database.close();
		return rows.map((row) => String(row.integrity_check)).filter((found) => found !== "ok");
	});
}
