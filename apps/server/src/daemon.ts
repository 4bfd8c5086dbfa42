import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { newMessageId, type RoomName, roomName } from "@partyline/shared/protocol/ids";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { takeDataFolder } from "./data-folder.ts";
import type { Connection } from "./doors/connection.ts";
import type { DoorContext } from "./doors/door.ts";
import { type Address, openReception } from "./doors/listen.ts";
import { nativeDoor } from "./doors/native/native-door.ts";
import { otherDoor } from "./doors/other/other-door.ts";
import { plainDoor } from "./doors/plain/plain-door.ts";
import { presentHosts } from "./hosts.ts";
import { ensureRoom, openHub } from "./hub/hub.ts";
import type { Clock } from "./hub/ports.ts";
import { openStore } from "./journal/journal.ts";
import { databasePath } from "./journal/sqlite/connect.ts";
import { currentSchema, readSchema } from "./journal/sqlite/migrations.ts";
import { readSnapshot } from "./journal/sqlite/snapshot.ts";
import { toExitError } from "./start-problem.ts";
import { version } from "./version.ts";

/** A daemon that accepts connections. */
export type Daemon = {
	readonly addresses: readonly Address[];
	/** Accepts nobody more, commits what was taken, says `bye` to everyone and closes the files. */
	stop(): Promise<void>;
};

const clock: Clock = { now: () => Date.now(), soon: (task) => setImmediate(task) };

/** Where everyone meets; made at the first start. */
const firstRoom = roomName.parse("#general");

/** Opens everything in order. `onFatal` hears of trouble after which the daemon must not go on. Throws `ExitError`. */
export async function startDaemon(
	config: Config,
	log: Logger,
	onFatal: (error: Error) => void,
): Promise<Daemon> {
	const folder = takeDataFolder(config.dataDir);
	const opened: (() => Promise<void> | void)[] = [() => folder.release()];
	const closeAll = async () => {
		for (const close of opened.toReversed()) {
			try {
				await close();
			} catch (error) {
				// One thing that cannot be closed must not keep the others open.
				log.error({ err: error }, "closing");
			}
		}
	};
	try {
		const schema = storedSchema(config.dataDir);
		const { journal, accounts } = await openStore({ dataDir: config.dataDir, onFatal });
		if (schema > 0 && schema < currentSchema)
			log.info({ from: schema, to: currentSchema }, "upgraded; the backup of before is beside it");
		opened.push(() => journal.close());
		const newKey = newMessageId;
		const hub = await openHub({ journal, accounts, clock, newKey, newDirectRoom });
		await ensureRoom(hub, firstRoom);
		const context: DoorContext = {
			hub,
			log,
			serverName: config.name,
			version,
			admitsGuests: (connection: Connection) => connection.isLoopback || config.guests,
		};
		const doors = [nativeDoor(context), otherDoor(context), plainDoor(context)];
		const where = { hosts: presentHosts(config), port: config.port };
		const reception = await openReception(where, doors, log);
		opened.push(() =>
			reception.close({
				code: "shutting_down",
				message: "The server is going down.",
				reconnectAfterMs: 1_000,
			}),
		);
		const { addresses } = reception;
		const startedAt = new Date().toISOString();
		folder.announce({ pid: process.pid, addresses: [...addresses], version, startedAt });
		log.info({ ...addresses[0], pid: process.pid, version, addresses }, "listening");
		return { addresses, stop: closeAll };
	} catch (error) {
		await closeAll();
		throw toExitError(error, config);
	}
}

/** The schema of the database in a data folder; 0 when there is none yet. */
function storedSchema(dataDir: string): number {
	const path = databasePath(dataDir);
	return existsSync(path) ? readSnapshot(path, readSchema) : 0;
}

/** The opaque name of a new direct conversation. */
function newDirectRoom(): RoomName {
	return roomName.parse(`@${randomBytes(10).toString("hex")}`);
}
