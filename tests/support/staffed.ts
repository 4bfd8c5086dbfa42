import { rmSync } from "node:fs";
import type { Config } from "@partyline/server/config";
import { openStore } from "@partyline/server/journal";
import { accountName, newMessageId, roomName } from "@partyline/shared/protocol/ids";
import { onTestFinished } from "vitest";
import { type Hub, openHub } from "../../apps/server/src/hub/hub.ts";
import { codes } from "../../apps/server/src/passwords/codes.ts";
import { createPasswords } from "../../apps/server/src/passwords/passwords.ts";
import { makeFolder, passwordOf, TestDaemon } from "./daemon.ts";
import type { NativePeer } from "./native-peer.ts";

/** Who has an account on a server that is there before the first of them comes. */
export type Staff = Readonly<Record<string, "member" | "admin" | "owner">>;

// That it takes long to guess a password is another test's matter.
const passwords = createPasswords({ memoryKib: 8, passes: 1, parallelism: 1 });

/** A daemon that has these accounts; `server.account(NAME)` logs in as one of them. */
export async function startStaffed(
	staff: Staff,
	changes: Partial<Config> = {},
): Promise<TestDaemon> {
	const dataDir = makeFolder();
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	await addStaff(dataDir, staff);
	return await TestDaemon.start({ dataDir, ...changes });
}

/** Makes these accounts in a data folder that no daemon holds. */
export async function addStaff(dataDir: string, staff: Staff): Promise<void> {
	const store = await openStore({ dataDir, onFatal });
	for (const [name, role] of Object.entries(staff)) {
		const account = accountName.parse(name);
		const password = await passwords.hash(passwordOf(name));
		await store.accounts.register({ account, role, password, at: Date.now() });
	}
	await store.journal.close();
}

/** The hub of a data folder that no daemon holds, as the operator's commands open it; closed with the stack. */
export async function openFolder(
	dataDir: string,
	closing: AsyncDisposableStack,
	options: Pick<Parameters<typeof openStore>[0], "searchLimitMs"> = {},
): Promise<Hub> {
	const store = await openStore({ dataDir, onFatal, ...options });
	closing.defer(() => store.journal.close());
	return await openHub({
		...store,
		...{ passwords, codes },
		clock: {
			now: () => Date.now(),
			soon: (task) => setImmediate(task),
			later: (ms, task) => setTimeout(task, ms),
		},
		newKey: newMessageId,
		newRoomId: () => roomName.parse("@0123456789"),
	});
}

function onFatal(error: Error): void {
	throw error;
}

/** A room with these people in it: the first made it, and moderates it. */
export async function roomOf<N extends string>(
	server: TestDaemon,
	room: string,
	names: readonly N[],
): Promise<Record<N, NativePeer>> {
	const peers: Record<string, NativePeer> = {};
	for (const [index, name] of names.entries()) {
		const { peer } = await server.account(name);
		if (index === 0) await peer.call("create", { room });
		else await peer.call("join", { room });
		peers[name] = peer;
	}
	return peers;
}
