import { existsSync } from "node:fs";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { openControl } from "./control/serve.ts";
import { takeDataFolder } from "./data-folder.ts";
import type { DoorContext } from "./doors/door.ts";
import { type Address, openReception, type Rules } from "./doors/listen.ts";
import { nativeDoor } from "./doors/native/native-door.ts";
import { otherDoor } from "./doors/other/other-door.ts";
import { plainDoor } from "./doors/plain/plain-door.ts";
import { secureOnlyDoor } from "./doors/secure-only/secure-only-door.ts";
import { shutOutDoor } from "./doors/shut-out/shut-out-door.ts";
import { presentHosts } from "./hosts.ts";
import { startHourlyRemoval } from "./hourly-removal.ts";
import type { Hub } from "./hub/hub.ts";
import { operatorSession } from "./hub/operator-session.ts";
import { bannedAddress } from "./hub/order/server-bans.ts";
import { databasePath } from "./journal/sqlite/connect.ts";
import { currentSchema, readSchema } from "./journal/sqlite/migrations.ts";
import { readSnapshot } from "./journal/sqlite/snapshot.ts";
import { openServer } from "./open-server.ts";
import { toExitError } from "./start-problem.ts";
import { type Identity, openIdentity } from "./tls/identity.ts";
import { startGivingBack } from "./unused-memory.ts";
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
		const { hub, close } = await openServer(config.dataDir, onFatal);
		if (schema > 0 && schema < currentSchema)
			log.info({ from: schema, to: currentSchema }, "upgraded; the backup of before is beside it");
		opened.push(close);
		opened.push(startHourlyRemoval(hub, log));
		opened.push(startGivingBack());
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
		const whereabouts = () => ({ addresses, keyHash: identity.certificate.keyHash });
		const operator = { hub, session: operatorSession, whereabouts };
		const control = await openControl(config.dataDir, operator, log);
		opened.push(() => control?.close());
		const startedAt = new Date().toISOString();
		const announce = () => {
			const { fingerprint } = identity.certificate;
			const told = { pid: process.pid, version, fingerprint, addresses: [...addresses] };
			folder.announce({ ...told, startedAt, control: control?.path });
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
		shutOutDoor: shutOutDoor(context),
		isShutOut: ({ address, isLocal }) => !isLocal && bannedAddress(hub, address) !== undefined,
		trustLoopback,
		secureContext: () => identity.certificate.context,
	};
}

/** The schema of the database in a data folder; 0 when there is none yet. */
function storedSchema(dataDir: string): number {
	const path = databasePath(dataDir);
	return existsSync(path) ? readSnapshot(path, readSchema) : 0;
}
