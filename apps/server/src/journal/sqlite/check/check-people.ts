import type { DatabaseSync } from "node:sqlite";
import { nameKey } from "@partyline/shared/text/names";
import { text, toAccount } from "../row.ts";
import type { Troubles } from "./troubles.ts";

/** Looks whether everybody who is named has an account; gives how many accounts there are. */
export function checkPeople(database: DatabaseSync, troubles: Troubles): number {
	let accounts = 0;
	const all = database.prepare("SELECT account, key, name, role FROM accounts ORDER BY id");
	for (const row of all.iterate()) {
		accounts += 1;
		const { account } = toAccount(row);
		if (text(row.key) !== nameKey(account))
			troubles.add(`${account} cannot be found by name: its key is not that of the name.`);
	}
	for (const [table, what] of [
		["members", "is listed as a member"],
		["read_marks", "has read marks"],
		["tokens", "has a token"],
	]) {
		const strangers = database.prepare(
			`SELECT DISTINCT account FROM ${table} WHERE account NOT IN (SELECT account FROM accounts)`,
		);
		for (const { account } of strangers.iterate())
			troubles.add(`${account} ${what}, but there is no such account.`);
	}
	return accounts;
}
