export { createClient } from "./client.ts";
export type {
	Client,
	ClientNotice,
	ClientOptions,
	Kept,
	Lag,
	Me,
	Page,
	PageRange,
	PostDetails,
	Posted,
	PostNotice,
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
export type { OutboxEntry, PostRefusal } from "./outbox.ts";
export type { ConnectionStatus } from "./status.ts";
export type { Address, Dial, Transport, TransportEvents } from "./transport.ts";
