import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Rooms that no search can read. */
export const unreadable = "SELECT * FROM kept WHERE json('{')";

const counting = `0 < (
	WITH RECURSIVE n (i) AS (SELECT id UNION ALL SELECT i + 1 FROM n WHERE i < 2000000)
	SELECT count(*) FROM n)`;

/** Rooms at each of which SQLite counts a while. */
export const slow = `SELECT * FROM kept WHERE ${counting}`;

/** The same, and when it has counted they cannot be read. */
export const slowAndUnreadable = `SELECT * FROM kept WHERE json(CASE WHEN ${counting} THEN '{' END)`;

/** Puts others in the place of the rooms that a search looks at, until they are taken away. */
export function replaceRooms(dataDir: string, select: string): Disposable {
	edit(dataDir, `ALTER TABLE rooms RENAME TO kept; CREATE VIEW rooms AS ${select}`);
	return {
		[Symbol.dispose]: () => edit(dataDir, "DROP VIEW rooms; ALTER TABLE kept RENAME TO rooms"),
	};
}

function edit(dataDir: string, sql: string): void {
	// The journal may be writing at this moment.
	const database = new DatabaseSync(join(dataDir, "partyline.db"), { timeout: 10_000 });
	database.exec(sql);
	database.close();
}
