import { randomBytes } from "node:crypto";
import { newMessageId, type RoomName, roomName } from "@partyline/shared/protocol/ids";
import type { Clock } from "./hub/clock.ts";
import { ensureRoom, type Hub, openHub } from "./hub/hub.ts";
import { openStore } from "./journal/journal.ts";
import { codes } from "./passwords/codes.ts";
import { createPasswords } from "./passwords/passwords.ts";

/** A hub over the store of a data folder. */
export type Server = { readonly hub: Hub; close(): Promise<void> };

const clock: Clock = {
	now: () => Date.now(),
	soon: (task) => setImmediate(task),
	// What is to be told in a while keeps no daemon from ending.
	later: (ms, task) => setTimeout(task, ms).unref(),
};

/** Where everyone meets; made at the first start. */
const firstRoom = roomName.parse("#general");

/** Opens the store of a data folder that is ours, made where there is none, and the hub over it. Throws a `DataFolderError`. */
export async function openServer(
	dataDir: string,
	onFatal: (error: Error) => void,
): Promise<Server> {
	const store = await openStore({ dataDir, onFatal });
	const close = () => store.journal.close();
	try {
		const ports = { passwords: createPasswords(), codes, clock, newKey: newMessageId, newRoomId };
		const hub = await openHub({ ...store, ...ports });
		await ensureRoom(hub, firstRoom);
		return { hub, close };
	} catch (error) {
		await close();
		throw error;
	}
}

/** The opaque name of a new direct conversation or private room. */
function newRoomId(): RoomName {
	return roomName.parse(`@${randomBytes(10).toString("hex")}`);
}
