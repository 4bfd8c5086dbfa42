export { type AccountHere, accountsHere, isSignedIn } from "./accounts-here.ts";
export { addressKey } from "./address.ts";
export { createClient } from "./client.ts";
export type {
	Client,
	ClientNotice,
	ClientOptions,
	Deed,
	Kept,
	Lag,
	Me,
	Page,
	PageRange,
	PostDetails,
	Posted,
	PostNotice,
	SignIn,
	SigningIn,
} from "./client-api.ts";
export { type Clock, systemClock } from "./clock.ts";
export {
	ClosedError,
	ConnectionError,
	OverrunError,
	RequestError,
	StorageError,
	TimeoutError,
} from "./errors.ts";
export type { Entered } from "./join-or-create.ts";
export { type Greeting, type KnockOptions, knock } from "./knock.ts";
export type { OutboxEntry, PostRefusal } from "./outbox.ts";
export type { ConnectionStatus } from "./status.ts";
export type { Address, Dial, Transport, TransportEvents } from "./transport.ts";
export {
	type KnownServer,
	type KnownServers,
	memoryKnownServers,
	type Scheme,
} from "./trust/known-servers.ts";
export { fileKnownServers } from "./trust/known-servers-file.ts";
export {
	ChangedKeyError,
	isTrustError,
	type TrustError,
	UnknownServerError,
} from "./trust/trust-errors.ts";
