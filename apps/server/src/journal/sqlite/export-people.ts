import type { DatabaseSync } from "node:sqlite";
import type { ExportLine } from "../export-format.ts";
import { peopleSchema, readSchema } from "./migrations.ts";
import { toAct, toInvite, toServerBan } from "./order-rows.ts";
import { integer, type Row, text, toAccount, toAccountName } from "./row.ts";

type Line = ExportLine["line"];

/** Who there is, and by what order is kept, one line after another. */
export function* peopleLines(database: DatabaseSync): Generator<Line> {
	const rows = (sql: string) => database.prepare(sql).iterate();
	// A database of an older schema is exported as it is: a backup may be one.
	for (const row of rows("SELECT * FROM accounts ORDER BY id")) yield toAccountLine(row);
	for (const row of rows("SELECT * FROM tokens ORDER BY hash")) yield toTokenLine(row);
	if (readSchema(database) < peopleSchema) return;
	for (const { account, ignored } of rows("SELECT * FROM ignores ORDER BY account, ignored"))
		yield { ignore: { account: toAccountName(account), ignored: toAccountName(ignored) } };
	for (const row of rows("SELECT * FROM invites ORDER BY id"))
		yield { invite: { ...toInvite(row), hash: toHex(row.hash) } };
	for (const row of rows("SELECT * FROM bans ORDER BY id")) yield { ban: toServerBan(row) };
	for (const row of rows("SELECT * FROM acts ORDER BY act")) yield { act: toAct(row) };
}

function toAccountLine(row: Row): Line {
	const { state, ...account } = toAccount(row);
	return {
		account: {
			...account,
			...(state !== "active" && { state }),
			...(typeof row.password === "string" && { password: row.password }),
		},
	};
}

function toTokenLine(row: Row): Line {
	const [name, client] = [text(row.name ?? ""), text(row.client ?? "")];
	const [createdAt, seenAt] = [integer(row.created_at ?? 0), integer(row.seen_at ?? 0)];
	return {
		token: {
			account: toAccountName(row.account),
			hash: toHex(row.hash),
			...(name !== "" && { name }),
			...(client !== "" && { client }),
			...(createdAt > 0 && { createdAt }),
			...(seenAt > 0 && { seenAt }),
		},
	};
}

function toHex(value: unknown): string {
	if (!(value instanceof Uint8Array)) throw new TypeError("A secret has no hash.");
	return Buffer.from(value).toString("hex");
}
