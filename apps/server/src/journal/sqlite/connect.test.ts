import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { applyPragmas } from "./connect.ts";

test("a pragma that does not hold is an error, not a silent default", () => {
	const database = new DatabaseSync(":memory:");
	const wal = { name: "journal_mode", set: "WAL", get: "wal" };
	const sync = { name: "synchronous", set: "FULL", get: 2 };
	applyPragmas(database, [sync]);
	// A database in memory cannot have a WAL, as one on some network file systems cannot.
	expect(() => applyPragmas(database, [sync, wal])).toThrow(
		"SQLite cannot have journal_mode = WAL (it has memory)",
	);
	database.close();
});
