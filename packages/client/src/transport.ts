/** What a transport tells the one who reads from it. `onClosed` comes once, and last. */
export type TransportEvents = {
	onBytes(chunk: Uint8Array): void;
	/** `error` is why; undefined when the other side closed in good order. */
	onClosed(error: Error | undefined): void;
};

/** An open byte pipe to a server. */
export type Transport = {
	/** The SHA-256 of the server's key; undefined where nothing is encrypted. */
	readonly key?: Uint8Array;
	write(bytes: Uint8Array): void;
	/** Sends what is written and closes; `onClosed` follows. */
	end(): void;
	/** Closes at once; `onClosed` follows. */
	destroy(): void;
};

/** Where a server listens. */
export type Address = { readonly host: string; readonly port: number };

/** Opens one transport: one attempt, no retry. Rejects with ConnectionError, or TrustError for a server not to be spoken to. */
export type Dial = (
	address: Address,
	events: TransportEvents,
	signal: AbortSignal,
) => Promise<Transport>;
