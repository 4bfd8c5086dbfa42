import type { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { nameKey } from "@partyline/shared/text/names";
import type { Account } from "../../hub/ports.ts";
import type { ExportLine } from "../export-format.ts";
import { AccountWriter } from "./account-writer.ts";

const kinds = ["account", "token", "ignore", "invite", "ban", "act"] as const;
type Kind = (typeof kinds)[number];

/** A line about people, or about that by which order is kept. */
export type PeopleLine = Extract<ExportLine, { kind: Kind }>;
type Of<K extends Kind> = Extract<PeopleLine, { kind: K }>["line"];

/** Whether a line is about people. */
export function isPeopleLine(line: ExportLine): line is PeopleLine {
	return kinds.some((kind) => kind === line.kind);
}

/** The part of the importer that fills accounts, devices, invitations, bans and the journal of admin acts. */
export class PeopleImporter {
	readonly #accounts: AccountWriter;
	readonly #statements: ReturnType<typeof prepareStatements>;

	constructor(database: DatabaseSync) {
		this.#accounts = new AccountWriter(database);
		this.#statements = prepareStatements(database);
	}

	/** Takes a line; what is wrong with it comes back as one clause, or as an error of a constraint. */
	take({ kind, line }: PeopleLine): string | undefined {
		switch (kind) {
			case "account":
				return this.#addAccount(line);
			case "token":
				return this.#addToken(line.token);
			case "ignore":
				this.#statements.addIgnore.run(line.ignore.account, line.ignore.ignored);
				return undefined;
			case "invite":
				return this.#addInvite(line.invite);
			case "ban":
				return this.#addBan(line.ban);
			case "act":
				return this.#addAct(line.act);
		}
	}

	#addAccount({ account }: Of<"account">): string | undefined {
		const { password = null, createdAt = 0, state = "active", ...told } = account;
		const key = nameKey(told.account);
		const wanted: Account = { ...told, state };
		const applied = this.#accounts.apply({ type: "add-account", account: wanted, key });
		if (applied.type !== "account" || !isDeepStrictEqual({ ...applied.account }, wanted))
			return `there is an account of the name ${told.account} already`;
		this.#statements.completeAccount.run(password, createdAt, told.account);
		return undefined;
	}

	#addToken(told: Of<"token">["token"]): string | undefined {
		const { account, name = "", client = "", createdAt = 0, seenAt = 0 } = told;
		const hash = Buffer.from(told.hash, "hex");
		const label = { name, client, at: createdAt };
		const applied = this.#accounts.apply({ type: "add-token", account, hash, label });
		if (applied.type === "refused") return applied.reason.replace(/\.$/, "");
		this.#statements.completeToken.run(seenAt, hash);
		return undefined;
	}

	#addInvite(told: Of<"invite">["invite"]): undefined {
		const { id, uses, used, expiresAt, role, room = null, account = null } = told;
		const hash = Buffer.from(told.hash, "hex");
		this.#statements.addInvite.run(
			...[id, hash, uses, used, expiresAt, role, room, account],
			...[told.createdAt, told.by, Number(told.revoked)],
		);
	}

	#addBan(told: Of<"ban">["ban"]): undefined {
		const { ban, account = null, network = null, until = null, reason = null, by, at } = told;
		this.#statements.addBan.run(ban, account, network, until, reason, by, at);
	}

	#addAct(told: Of<"act">["act"]): undefined {
		const { act, at, by, what, who = null, room = null, reason = null, detail = null } = told;
		const { undo = null, undoneBy = null, undoes = null } = told;
		this.#statements.addAct.run(
			...[act, at, by, what, who, room, reason, detail, undo, undoneBy, undoes],
		);
	}
}

function prepareStatements(database: DatabaseSync) {
	return {
		completeAccount: database.prepare(
			"UPDATE accounts SET password = ?, created_at = ? WHERE account = ?",
		),
		completeToken: database.prepare("UPDATE tokens SET seen_at = ? WHERE hash = ?"),
		addIgnore: database.prepare("INSERT INTO ignores (account, ignored) VALUES (?, ?)"),
		addInvite: database.prepare(
			`INSERT INTO invites (id, hash, uses, used, expires_at, role, room, account, created_at, "by", revoked)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		),
		addBan: database.prepare(
			`INSERT INTO bans (id, account, network, until, reason, "by", at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		),
		addAct: database.prepare(
			`INSERT INTO acts (act, at, "by", what, who, room, reason, detail, undo, undone_by, undoes)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		),
	};
}
