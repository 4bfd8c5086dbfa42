import type { Accounts, Acts, Bans, Draft, Invites, Journal } from "../hub/ports.ts";
import { JournalError } from "../hub/ports.ts";
import { createAccounts } from "./accounts.ts";
import { GroupCommit, isOutcome } from "./group-commit.ts";
import { createOrder } from "./order.ts";
import { reading } from "./reading.ts";
import { Searches } from "./searches.ts";
import { connectReader } from "./sqlite/connect.ts";
import { OrderReader } from "./sqlite/order-reader.ts";
import { Reader } from "./sqlite/reader.ts";
import { syncFoldersAbove } from "./sync-folders.ts";
import { WriterThread } from "./writer-thread.ts";

/** Where the store is, and whom to tell when it can no longer write. */
export type StoreOptions = {
	readonly dataDir: string;
	/** How long one search may take; a second where nothing is said. */
	readonly searchLimitMs?: number;
	/** The writer is dead and nothing more will be stored: the daemon has to end. */
	onFatal(error: Error): void;
};

/** Everything in one data folder: the journal, the accounts, and what keeps order. */
export type Store = {
	readonly journal: Journal;
	readonly accounts: Accounts;
	readonly invites: Invites;
	readonly bans: Bans;
	readonly acts: Acts;
};

/** Opens the store, which it makes where there is none. Throws a `DataFolderError` if the folder cannot be used. */
export async function openStore({
	dataDir,
	searchLimitMs = 1_000,
	onFatal,
}: StoreOptions): Promise<Store> {
	const writer = await WriterThread.open(dataDir, {
		onReply: (reply) => commits.settle(reply),
		onDeath(cause) {
			commits.fail(cause);
			onFatal(cause);
		},
	});
	const commits = new GroupCommit((operations) => writer.post(operations));
	const { reader, order } = await openReaders(dataDir, writer);
	const searches = new Searches({ dataDir, writer, limitMs: searchLimitMs });
	return {
		journal: createJournal({ commits, reader, searches, writer }),
		accounts: createAccounts(commits, reader),
		...createOrder(commits, order),
	};
}

type Parts = {
	readonly commits: GroupCommit;
	readonly reader: Reader;
	readonly searches: Searches;
	readonly writer: WriterThread;
};

/**
 * Events that are trimmed in one batch, and how much text of theirs, in UTF-16 units: to take the words of more out of the
 * index would keep the next batch waiting.
 */
const trimmedAtOnce = { events: 50, text: 16 * 1024 };

function createJournal({ commits, reader, searches, writer }: Parts): Journal {
	let closed: Promise<void> | undefined;
	return {
		epoch: reader.epoch(),
		async append(drafts) {
			requireIdsAsKeys(drafts);
			const outcome = await commits.submit({ type: "append", drafts });
			if (!isOutcome(outcome, "appended")) throw new TypeError(`Not appended: ${outcome.type}`);
			return outcome.receipts;
		},
		find: (key) => reading(() => reader.find(key)),
		after: (room, seq, limit) => reading(() => reader.after(room, seq, limit)),
		before: (room, seq, limit) => reading(() => reader.before(room, seq, limit)),
		heads: (known) => reading(() => reader.heads(known)),
		rooms: () => reading(() => reader.rooms()),
		readMarks: (account) => reading(() => reader.readMarks(account)),
		async markRead(account, room, seq) {
			const outcome = await commits.submit({ type: "mark-read", account, room, seq });
			if (!isOutcome(outcome, "marked")) throw new TypeError(`Not marked: ${outcome.type}`);
			return outcome.seq;
		},
		async trim(room, below) {
			for (;;) {
				const next = await reading(() => reader.past(room, trimmedAtOnce));
				const isLast = next === undefined || next >= below;
				await commits.submit({ type: "trim", room, below: isLast ? below : next });
				if (isLast) break;
			}
		},
		firstSince: (room, at, last) => reading(() => reader.firstSince(room, at, last)),
		search: searches.find,
		onCommitted: (listener) => commits.onCommitted(listener),
		close() {
			closed ??= closeStore({ commits, reader, searches, writer });
			return closed;
		},
	};
}

async function closeStore({ commits, reader, searches, writer }: Parts): Promise<void> {
	await commits.drain();
	await searches.close();
	// The writer last: the last connection to close takes -wal and -shm away, and may write.
	reader.close();
	await writer.close();
}

async function openReaders(
	dataDir: string,
	writer: WriterThread,
): Promise<{ readonly reader: Reader; readonly order: OrderReader }> {
	try {
		// Not before the writer, which may have made them; and before anything is acked.
		syncFoldersAbove(dataDir);
		const database = connectReader(dataDir);
		return { reader: new Reader(database), order: new OrderReader(database) };
	} catch (error) {
		// An open writer would keep the process alive.
		await writer.close();
		throw error;
	}
}

// The id of a message is stored as the key of its row and nowhere else.
function requireIdsAsKeys(drafts: readonly Draft[]): void {
	for (const { key, event } of drafts)
		if (event.type === "message" && event.id !== key)
			throw new JournalError("The key of a message must be its id.", "none");
}
