import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { Device } from "@partyline/shared/protocol/shapes";
import { type Hub, orUnavailable } from "../hub.ts";
import { sendAway } from "../log-out.ts";
import type { Parting, Session } from "../ports.ts";
import { inNameTurn } from "./names.ts";

/** Their list fits in a frame, whatever they call themselves; who logs in by a script does not make it endless. */
const mostDevices = 50;

const signedOut: Parting = {
	code: "device_ended",
	message: "This device was signed out; log in anew.",
};

/** The devices that may come in as oneself without a password. */
export async function listDevices(hub: Hub, session: Session): Promise<Device[]> {
	const online = new Set(Array.from(hub.people.sessionsOf(session.account), (one) => one.device));
	const devices = await orUnavailable(hub.accounts.devices(session.account));
	return devices.map((device) => ({
		...device,
		...(device.device === session.device && { current: true as const }),
		...(online.has(device.device) && { online: true as const }),
	}));
}

/** Signs one of one's devices out: its token is void, and its sessions end. */
export async function revokeDevice(hub: Hub, session: Session, device: string): Promise<void> {
	const { account } = session;
	// In turn: a device that comes in at this moment is in before this, and ends, or is refused after it.
	await inNameTurn(hub, account, async () => {
		if (!(await orUnavailable(hub.accounts.revoke(account, device))))
			throw new WireError("no_such_device");
		signOut(hub, account, (one) => one.device === device);
	});
}

/** Makes room for one more device: where there are too many, the one that came the longest ago is signed out. */
export async function makeRoomForDevice(hub: Hub, account: AccountName): Promise<void> {
	const devices = await orUnavailable(hub.accounts.devices(account));
	const [oldest] = devices.toSorted((one, other) => one.seenAt - other.seenAt);
	if (devices.length < mostDevices || oldest === undefined) return;
	await orUnavailable(hub.accounts.revoke(account, oldest.device));
	signOut(hub, account, (one) => one.device === oldest.device);
}

/** Signs the sessions of an account out, or those of them that are meant. */
export function signOut(
	hub: Hub,
	account: AccountName,
	isMeant: (session: Session) => boolean = () => true,
): void {
	for (const session of [...hub.people.sessionsOf(account)])
		if (isMeant(session)) sendAway(hub, session, signedOut);
}
