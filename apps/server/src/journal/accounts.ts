import { randomBytes } from "node:crypto";
import { nameKey } from "@partyline/shared/text/names";
import type { Accounts } from "../hub/ports.ts";
import { deviceOf, hashSecret } from "./device.ts";
import { type GroupCommit, isOutcome } from "./group-commit.ts";
import type { AccountOperation } from "./operations.ts";
import { reading } from "./reading.ts";
import type { Reader } from "./sqlite/reader.ts";

/** The accounts beside the journal, written in the same batches. */
export function createAccounts(commits: GroupCommit, reader: Reader): Accounts {
	const write = async (operation: AccountOperation) => {
		await commits.submit(operation);
	};
	return {
		find: (name) => reading(() => reader.accountByKey(nameKey(name))),
		all: () => reading(() => reader.accounts()),
		async add(account) {
			// By the name that never changes: a display name is not what an account is found by.
			const key = nameKey(account.account);
			const outcome = await commits.submit({ type: "add-account", account, key });
			if (!isOutcome(outcome, "account")) throw new TypeError(`Not an account: ${outcome.type}`);
			return outcome.account;
		},
		async register(wanted) {
			const key = nameKey(wanted.account);
			const outcome = await commits.submit({ type: "register", wanted, key });
			if (isOutcome(outcome, "account")) return outcome.account;
			if (isOutcome(outcome, "void") && outcome.why !== "nothing") return outcome.why;
			throw new TypeError(`Not registered: ${outcome.type}`);
		},
		rename: (account, name) => write({ type: "rename", account, name }),
		passwordOf: (account) => reading(() => reader.passwordOf(account)),
		setPassword: (account, password) => write({ type: "set-password", account, password }),
		async resetPassword(account, password, link) {
			const operation = { type: "set-password", account, password, ...link } as const;
			return (await commits.submit(operation)).type === "done";
		},
		setRole: (account, role) => write({ type: "set-role", account, role }),
		setState: (account, state) => write({ type: "set-state", account, state }),
		async issueToken(account, label) {
			const token = randomBytes(32).toString("base64url");
			const hash = hashSecret(token);
			await write({ type: "add-token", account, hash, label });
			return { token, device: deviceOf(hash) };
		},
		async byToken(token) {
			const hash = hashSecret(token);
			const account = await reading(() => reader.accountByTokenHash(hash));
			return account && { account, device: deviceOf(hash) };
		},
		devices: (account) => reading(() => reader.devices(account)),
		seen: (account, device, at) => write({ type: "seen", account, device, at }),
		async revoke(account, device) {
			return (await commits.submit({ type: "revoke", account, device })).type === "done";
		},
		revokeTokens: (account, except) => write({ type: "revoke-tokens", account, except }),
		forget: (account, since) => write({ type: "forget", account, since }),
		ignored: (account) => reading(() => reader.ignored(account)),
		setIgnored: (account, ignored, on) => write({ type: "set-ignored", account, ignored, on }),
	};
}
