import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { accountName } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import { credentialsSchema, fileCredentials } from "./credentials.ts";
import { openDatabase } from "./database.ts";
import { StorageError } from "./errors.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const owner = { server: "localhost:7420", account: accountName.parse("ann") };

/** Credentials on a disk that a test lets refuse what is written. */
function arrange() {
	const path = join(temporaryFolder(onTestFinished), "outbox.db");
	const database = openDatabase({
		path,
		synchronous: "FULL",
		version: 1,
		schema: credentialsSchema,
	});
	onTestFinished(() => database.close());
	const refuse = (isRefusing: boolean) =>
		database.exec(`PRAGMA query_only = ${isRefusing ? 1 : 0}`);
	const open = () => fileCredentials(database, owner);
	return { database, refuse, credentials: open(), open };
}

test("a token that the disk will not have brings the name back for as long as the process lives", () => {
	const { refuse, credentials, open } = arrange();
	credentials.keep("of last time");
	refuse(true);
	credentials.keep("new");
	expect(credentials.token()).toBe("new");
	expect(open().token()).toBe("of last time");
});

test("a token that the disk would not have is on it as soon as it can be", () => {
	const { refuse, credentials, open } = arrange();
	refuse(true);
	credentials.keep("new");
	refuse(false);
	expect(credentials.token()).toBe("new");
	expect(open().token()).toBe("new");
});

test("a token that the disk would not have is forgotten when it is not valid any more", () => {
	const { refuse, credentials } = arrange();
	refuse(true);
	credentials.keep("new");
	refuse(false);
	credentials.forget("new");
	expect(credentials.token()).toBeUndefined();
});

test("a token that cannot be read or taken off the disk is told in words", () => {
	const { database, refuse, credentials } = arrange();
	credentials.keep("old");
	refuse(true);
	expect(() => credentials.forget("old")).toThrow(
		new StorageError(
			"The token that is not valid any more cannot be taken off this machine's disk.",
		),
	);
	refuse(false);
	database.exec("DROP TABLE credentials");
	expect(() => credentials.token()).toThrow(
		new StorageError("The token cannot be read from this machine's disk."),
	);
});

test("somebody whose token the disk will not have is let in all the same, and again after a cut", async () => {
	const server = new FakeServer();
	const port = await server.listen();
	onTestFinished(() => server.close());
	const stateDir = temporaryFolder(onTestFinished);
	const client = createClient({ host: "127.0.0.1", port, as: "ann", stateDir, random: () => 0 });
	onTestFinished(() => client.close());
	const disk = new DatabaseSync(join(stateDir, "outbox.db"));
	onTestFinished(() => disk.close());
	disk.exec(
		"CREATE TRIGGER full BEFORE INSERT ON credentials BEGIN SELECT RAISE(ABORT, 'full'); END",
	);
	const notices = new Notices(client);
	client.start();
	await client.live();
	const waiting = notices.status("waiting");
	server.cutAll();
	await waiting;
	await client.live();
	expect(server.paramsOf("login")).toEqual([{ guest: "ann" }, { token: "token-1" }]);
});
