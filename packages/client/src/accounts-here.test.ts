import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { accountName } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { accountsHere, isSignedIn } from "./accounts-here.ts";
import { systemClock } from "./clock.ts";
import { StorageError } from "./errors.ts";
import { openState } from "./state.ts";
import { temporaryFolder } from "./testing/folder.ts";

const there = { host: "chat.example", port: 7420 };
const server = "chat.example:7420";

/** A state folder in which somebody has a token. */
function folderOf(name: string, isOfAccount: boolean): string {
	const folder = temporaryFolder(onTestFinished);
	const owner = { server, account: accountName.parse(name) };
	const state = openState({ folder, keep: "credentials", owner, clock: systemClock });
	state.credentials.keep("a token", { isOfAccount });
	state.close();
	return folder;
}

test("who has a token of a server is signed in there, however its address is spelled", () => {
	const folder = folderOf("ann", true);
	expect(accountsHere(folder)).toEqual([{ server, account: "ann", isOfAccount: true }]);
	expect(isSignedIn(folder, { host: "Chat.Example.", port: 7420 }, "ann")).toBe(true);
	expect(isSignedIn(folder, there, "bob")).toBe(false);
	expect(isSignedIn(folder, { ...there, port: 7421 }, "ann")).toBe(false);
});

test("a guest's token is told from that of an account", () => {
	const folder = folderOf("ann", false);
	expect(accountsHere(folder)).toEqual([{ server, account: "ann", isOfAccount: false }]);
});

test("a folder that is not there, or of a partyline that knew no accounts, is no trouble", () => {
	const folder = temporaryFolder(onTestFinished);
	expect(accountsHere(join(folder, "nowhere"))).toEqual([]);
	const old = new DatabaseSync(join(folder, "outbox.db"));
	old.exec("CREATE TABLE credentials (server TEXT, account TEXT, token TEXT)");
	old.prepare("INSERT INTO credentials VALUES (?, 'ann', 'a token')").run(server);
	old.close();
	expect(accountsHere(folder)).toEqual([{ server, account: "ann", isOfAccount: false }]);
});

test("a folder that somebody else holds is told in a sentence", () => {
	const folder = folderOf("ann", true);
	const holder = new DatabaseSync(join(folder, "outbox.db"));
	onTestFinished(() => holder.close());
	holder.exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE");
	expect(() => accountsHere(folder)).toThrow(StorageError);
	expect(() => accountsHere(folder)).toThrow(
		/^Cannot use the state folder .*: database is locked$/,
	);
});
