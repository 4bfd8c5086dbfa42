import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { newMessageId, type RoomName, roomName } from "@partyline/shared/protocol/ids";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { takeDataFolder } from "./data-folder.ts";
import type { DoorContext } from "./doors/door.ts";
import { type Address, openReception, type Rules } from "./doors/listen.ts";
import { nativeDoor } from "./doors/native/native-door.ts";
import { otherDoor } from "./doors/other/other-door.ts";
import { plainDoor } from "./doors/plain/plain-door.ts";
import { secureOnlyDoor } from "./doors/secure-only/secure-only-door.ts";
import { presentHosts } from "./hosts.ts";
import { ensureRoom, type Hub, openHub } from "./hub/hub.ts";
import type { Clock } from "./hub/ports.ts";
import { openStore } from "./journal/journal.ts";
import { databasePath } from "./journal/sqlite/connect.ts";
import { currentSchema, readSchema } from "./journal/sqlite/migrations.ts";
import { readSnapshot } from "./journal/sqlite/snapshot.ts";
import { toExitError } from "./start-problem.ts";
import { type Identity, openIdentity } from "./tls/identity.ts";
import { version } from "./version.ts";

/** A daemon that accepts connections. */
export type Daemon = {
	readonly addresses: readonly Address[];
	/** By what those who come over TLS know this server. */
	readonly identity: Identity;
	/** Reads the operator's certificate again, for those who come from now on. */
	reloadCertificate(): void;
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
		const identity = await openIdentity(config, log);
		const schema = storedSchema(config.dataDir);
		const store = await openStore({ dataDir: config.dataDir, onFatal });
		if (schema > 0 && schema < currentSchema)
			log.info({ from: schema, to: currentSchema }, "upgraded; the backup of before is beside it");
		opened.push(() => store.journal.close());
		const newKey = newMessageId;
		const hub = await openHub({ ...store, clock, newKey, newRoomId });
		await ensureRoom(hub, firstRoom);
		const where = { hosts: presentHosts(config), port: config.port };
		const rules = doorRules(config, { hub, log }, identity);
		const reception = await openReception(where, rules, log);
		opened.push(() =>
			reception.close({
				code: "shutting_down",
				message: "The server is going down.",
				reconnectAfterMs: 1_000,
			}),
		);
		const { addresses } = reception;
		const startedAt = new Date().toISOString();
		const announce = () => {
			const { fingerprint } = identity.certificate;
			const told = { pid: process.pid, version, fingerprint, addresses: [...addresses] };
			folder.announce({ ...told, startedAt });
			return told;
		};
		log.info({ ...addresses[0], ...announce() }, "listening");
		const reloadCertificate = () => {
			identity.reload();
			announce();
		};
		return { addresses, identity, reloadCertificate, stop: closeAll };
	} catch (error) {
		await closeAll();
		throw toExitError(error, config);
	}
}

/** Which doors there are, and who may come in by them. */
function doorRules(
	{ guests, open, name: serverName, trustLoopback }: Config,
	{ hub, log }: { hub: Hub; log: Logger },
	identity: Identity,
): Rules {
	const context: DoorContext = {
		hub,
		log,
		serverName,
		version,
		admitsGuests: ({ isLocal }) => guests ?? isLocal,
		admitsNewcomers: ({ isLocal }) => open ?? isLocal,
	};
	const other = otherDoor(context);
	return {
		doors: [nativeDoor(context), other, plainDoor(context)],
		insecureDoors: [other, secureOnlyDoor(context)],
		trustLoopback,
		secureContext: () => identity.certificate.context,
	};
}

/** The schema of the database in a data folder; 0 when there is none yet. */
function storedSchema(dataDir: string): number {
	const path = databasePath(dataDir);
	return existsSync(path) ? readSnapshot(path, readSchema) : 0;
}

/** The opaque name of a new direct conversation or private room. */
function newRoomId(): RoomName {
	return roomName.parse(`@${randomBytes(10).toString("hex")}`);
}
