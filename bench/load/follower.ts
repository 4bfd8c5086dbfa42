/** Follows what one connection is told of a room, without parsing each line, as a storm brings millions. */
export type Follower = {
	/** Takes the next piece of what comes. */
	push(piece: Buffer): void;
	/** The last seq up to which it was told everything, or where it can fetch it; 0 before it is synced. */
	told(): number;
};

type Options = {
	readonly room: string;
	/** The `id` of the request whose answer says up to where it was told. */
	readonly syncId: number;
	onSynced(): void;
	/** Something is missing, came twice or was refused. */
	onWrong(error: Error): void;
};

const event = Buffer.from('{"jsonrpc":"2.0","method":"event",');
const seq = Buffer.from('"seq":');
const brace = "{".charCodeAt(0);
const newline = "\n".charCodeAt(0);
const zero = "0".charCodeAt(0);

/** What a server says: an answer, or what happened. */
type Told = {
	readonly id?: number;
	readonly error?: { readonly message: string };
	readonly result?: { readonly rooms?: Readonly<Record<string, Missed>> };
	readonly method?: string;
	readonly params?: Gap;
};
type Gap = { readonly room: string; readonly from: number; readonly to: number };
type Missed = { readonly to?: number; readonly events?: readonly { readonly seq: number }[] };

/** Creates what follows one connection. */
export function createFollower({ room, syncId, onSynced, onWrong }: Options): Follower {
	let told = 0;
	let isSynced = false;
	const hearEvent = (next: number) => {
		// What comes before the answer of `sync` is in it.
		if (!isSynced) return;
		if (next !== told + 1) onWrong(new Error(`After ${told} of ${room} came ${next}.`));
		told = next;
	};
	const hearGap = ({ from, to }: Gap) => {
		if (!isSynced) return;
		if (from !== told + 1) onWrong(new Error(`After ${told} of ${room} came a gap from ${from}.`));
		told = to;
	};
	const hearAnswer = ({ to, events = [] }: Missed) => {
		told = to ?? events.at(-1)?.seq ?? 0;
		isSynced = true;
		onSynced();
	};
	const hearRest = ({ id, error, result, method, params }: Told) => {
		if (method === "event") onWrong(new Error("An event begins with other words than it did."));
		if (error !== undefined) onWrong(new Error(`The server refused a client: ${error.message}`));
		if (method === "limited" && params?.room === room) hearGap(params);
		const missed = id === syncId ? result?.rooms?.[room] : undefined;
		if (missed !== undefined) hearAnswer(missed);
	};
	const hear = (bytes: Buffer, from: number, to: number) => {
		// Whoever says nothing for a second, as in a storm, is met as a person first.
		if (!isSynced && bytes[from] !== brace) return;
		const end = Math.min(from + event.length, to);
		const isEvent = bytes.compare(event, 0, event.length, from, end) === 0;
		// A quote within a text is never bare: this is the key.
		if (isEvent) hearEvent(readNumber(bytes, bytes.indexOf(seq, from) + seq.length));
		else hearRest(JSON.parse(bytes.toString("utf8", from, to)));
	};
	return { push: createLineCutter(hear), told: () => told };
}

/** Cuts what comes into lines, however it is cut. */
function createLineCutter(hear: (bytes: Buffer, from: number, to: number) => void) {
	let rest: Buffer | undefined;
	return (piece: Buffer) => {
		const bytes = rest === undefined ? piece : Buffer.concat([rest, piece]);
		let from = 0;
		for (let to = bytes.indexOf(newline); to !== -1; to = bytes.indexOf(newline, from)) {
			hear(bytes, from, to);
			from = to + 1;
		}
		// Copied: the piece is read over by the next.
		rest = from === bytes.length ? undefined : Buffer.from(bytes.subarray(from));
	};
}

function readNumber(bytes: Buffer, at: number): number {
	let value = 0;
	for (let digit = at; ; digit++) {
		const figure = (bytes[digit] ?? 0) - zero;
		if (figure < 0 || figure > 9) return value;
		value = value * 10 + figure;
	}
}
