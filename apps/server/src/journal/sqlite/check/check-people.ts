import type { DatabaseSync } from "node:sqlite";
import { nameKey } from "@partyline/shared/text/names";
import { peopleSchema, readSchema } from "../migrations.ts";
import { integer, text, toAccount } from "../row.ts";
import type { Troubles } from "./troubles.ts";

/** What names an account, and what it says of it. */
const mentions = [
	["members", "account", "is listed as a member"],
	["read_marks", "account", "has read marks"],
	["tokens", "account", "has a token"],
] as const;
const laterMentions = [
	["invites", "account", "has a one-time link"],
	["bans", "account", "is banned"],
	["ignores", "account", "ignores somebody"],
	["ignores", "ignored", "is ignored"],
] as const;

/** Looks whether everybody who is named has an account; gives how many accounts there are. */
export function checkPeople(database: DatabaseSync, troubles: Troubles): number {
	let accounts = 0;
	const isLater = readSchema(database) >= peopleSchema;
	for (const row of database.prepare("SELECT * FROM accounts ORDER BY id").iterate()) {
		accounts += 1;
		const { account } = toAccount(row);
		if (text(row.key) !== nameKey(account))
			troubles.add(`${account} cannot be found by name: its key is not that of the name.`);
		if (typeof row.password === "string" && !row.password.startsWith("$argon2id$"))
			troubles.add(`The password of ${account} is kept in a form that cannot be checked.`);
	}
	for (const [table, column, what] of isLater ? [...mentions, ...laterMentions] : mentions) {
		const strangers = database.prepare(
			`SELECT DISTINCT ${column} AS name FROM ${table}
			WHERE ${column} NOT IN (SELECT account FROM accounts)`,
		);
		for (const { name } of strangers.iterate())
			troubles.add(`${name} ${what}, but there is no such account.`);
	}
	if (isLater) checkActs(database, troubles);
	return accounts;
}

/** The journal of admin acts only grows, by one each time, and what undoes an act is told at both. */
function checkActs(database: DatabaseSync, troubles: Troubles): void {
	let before = 0;
	for (const row of database.prepare("SELECT act FROM acts ORDER BY act").iterate()) {
		const act = integer(row.act);
		if (act !== before + 1)
			troubles.add(`The journal of admin acts has a hole: after act ${before} comes ${act}.`);
		before = act;
	}
	const halves = database.prepare(
		`SELECT one.act FROM acts AS one LEFT JOIN acts AS other ON other.act = one.undoes
		WHERE one.undoes IS NOT NULL AND other.undone_by IS NOT one.act
		UNION SELECT one.act FROM acts AS one LEFT JOIN acts AS other ON other.act = one.undone_by
		WHERE one.undone_by IS NOT NULL AND other.undoes IS NOT one.act`,
	);
	for (const { act } of halves.iterate())
		troubles.add(
			`Act ${act} and the one that it undoes, or that undid it, do not name each other.`,
		);
}
