import { WireError } from "@partyline/shared/protocol/errors";
import { roomName } from "@partyline/shared/protocol/ids";
import type { MethodName } from "@partyline/shared/protocol/methods";
import { messageLimitBytes } from "@partyline/shared/text/message-text";
import { logOut } from "../../hub/log-out.ts";
import { join } from "../../hub/membership.ts";
import { createMeter } from "../../hub/order/meter.ts";
import { memberRoom } from "../../hub/permissions.ts";
import type { Account, Session } from "../../hub/ports.ts";
import { serverLimits } from "../../limits.ts";
import type { Connection } from "../connection.ts";
import type { DoorContext, Farewell, Visit } from "../door.ts";
import { originOf } from "../origin.ts";
import { type Chatter, obey } from "./commands.ts";
import { createPage, type Page } from "./page.ts";
import { RoomView } from "./room-view.ts";
import { signIn } from "./sign-in.ts";
import { TypedLines } from "./typed-lines.ts";

const firstRoom = roomName.parse("#general");

/** One person with `nc` or `telnet`: a name, an empty password, and every line is said in the room. */
export class PlainVisit implements Visit {
	readonly #context: DoorContext;
	readonly #connection: Connection;
	readonly #lines: TypedLines;
	readonly #page: Page;
	#session: Session | undefined;
	#view: RoomView | undefined;
	#wasLetIn = false;
	#lastAnswerAt = 0;
	#names = 0;
	#closed = false;
	#abandoned = false;

	constructor(context: DoorContext, connection: Connection) {
		this.#context = context;
		this.#connection = connection;
		this.#page = createPage(connection, context.log);
		this.#lines = new TypedLines(connection, messageLimitBytes);
		connection.onClosed = () => this.#leave();
	}

	wasLetIn = (): boolean => this.#wasLetIn;
	lastStepAt = (): number => this.#lastAnswerAt;

	bye = ({ message }: Farewell): void => {
		this.#page.notice(message);
		this.#close();
	};

	abandon = (): void => {
		this.#abandoned = true;
		this.#lines.stop();
		this.#page.lines([""]);
	};

	/** The whole visit, from the welcome to the end. */
	async receive(first: Buffer): Promise<void> {
		const { serverName, version } = this.#context;
		this.#page.lines([`Welcome to ${serverName}, a partyline ${version} server.`]);
		this.#lines.take(first);
		const session = await signIn({
			context: this.#context,
			connection: this.#connection,
			lines: this.#lines,
			page: this.#page,
			onName: () => this.#onName(),
			open: this.#open,
		});
		if (session !== undefined && this.#view !== undefined && !this.#closed)
			await this.#chat(session, this.#view);
		if (!this.#abandoned) this.#close();
	}

	async #chat(session: Session, view: RoomView): Promise<void> {
		const { hub } = this.#context;
		const tell = (text: string) => this.#page.notice(text);
		try {
			await join(hub, session, firstRoom);
			const room = memberRoom(hub, firstRoom, session.account);
			view.enter(room);
			tell(`you are ${session.account} in ${room.title}; /help tells more, quit leaves`);
		} catch (error) {
			this.#page.refusal(error);
			// Others may take them in where this one does not.
			const isShut =
				error instanceof WireError && (error.code === "banned" || error.code === "archived");
			if (!isShut) return;
			tell(`you are ${session.account}, in no room; /rooms lists them, /help tells more`);
		}
		const meter = createMeter(hub, originOf(this.#connection));
		const spend = (method: MethodName) => meter(method, session.account);
		const chatter: Chatter = { hub, session, view, tell, spend, quit: () => this.#quit() };
		for (;;) {
			const line = await this.#lines.next();
			if (line === undefined || this.#closed) return;
			if ("problem" in line) tell(`${line.problem} It was not sent.`);
			else await obey(chatter, line.text).catch(this.#page.refusal);
		}
	}

	/** A person who gets on has time for the next prompt too; a machine that goes on for ever has not. */
	#onName(): void {
		this.#names++;
		if (this.#names <= serverLimits.namesTried) this.#lastAnswerAt = performance.now();
	}

	#open = ({ account }: Account): Session => {
		if (this.#closed) throw new WireError("shutting_down");
		const surface = { connection: this.#connection, page: this.#page };
		const view = new RoomView(this.#context.hub, surface, account);
		this.#view = view;
		this.#session = {
			account,
			isLocal: this.#connection.isLocal,
			address: this.#connection.address,
			deliver: (delivery) => view.deliver(delivery),
			signal: (signals) => view.signal(signals),
			end: (parting) => this.bye(parting),
		};
		this.#wasLetIn = true;
		this.#connection.trust();
		return this.#session;
	};

	#quit(): void {
		this.#page.notice("bye");
		this.#close();
	}

	#close(): void {
		if (this.#closed) return;
		this.#leave();
		this.#connection.hangUp();
	}

	#leave(): void {
		this.#closed = true;
		this.#lines.stop();
		if (this.#session === undefined) return;
		const { account } = this.#session;
		this.#context.log.info({ account, peer: this.#connection.address, door: "plain" }, "logout");
		logOut(this.#context.hub, this.#session);
		this.#session = undefined;
	}
}
