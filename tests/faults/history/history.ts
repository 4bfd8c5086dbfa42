/** Something that happened, and when: in milliseconds from the start of the run. A post is known by its text, which is never said twice. */
export type Entry = Happening & { readonly at?: number };

type Happening =
	/** `actor` is about to say `text` in `room`; `refusal` is the code that it must be refused with, if it must be. */
	| {
			readonly type: "sent";
			readonly actor: string;
			readonly room: string;
			readonly text: string;
			readonly refusal?: string;
	  }
	/** The actor has taken the post as its own to deliver: it must be answered in the end. */
	| { readonly type: "taken"; readonly actor: string; readonly text: string }
	/** The server confirmed the post; `again` is the answer to sending it once more after that. */
	| ({ readonly type: "acked"; readonly again?: true } & Ack)
	/** The server refused the post for good. */
	| {
			readonly type: "refused";
			readonly actor: string;
			readonly text: string;
			readonly code: string;
	  }
	/** The server asked to send the post later: it may be overtaken by the actor's next. */
	| { readonly type: "put-off"; readonly actor: string; readonly text: string }
	/** The actor was killed with this post in hand, and its successor no longer has it: somebody must have kept it. */
	| { readonly type: "gone"; readonly actor: string; readonly text: string }
	/** The server sent what the protocol does not allow. */
	| { readonly type: "strange"; readonly actor: string; readonly what: string }
	/** The actor was killed; its next life may be shown the last seconds of this one again, no more. */
	| { readonly type: "killed"; readonly actor: string }
	/** Trouble was made, or a connection came or went: to be read beside the rest, judged by nothing. */
	| { readonly type: "trouble"; readonly what: string }
	/** The actor's view of a room begins after this place. */
	| {
			readonly type: "opened";
			readonly actor: string;
			readonly life: number;
			readonly room: string;
			readonly after: number;
	  }
	/** The actor was shown an event. Each life of an actor is a view of its own: nothing comes twice in one. */
	| {
			readonly type: "seen";
			readonly actor: string;
			readonly life: number;
			readonly room: string;
			readonly event: SeenEvent;
	  };

/** What a confirmation says. */
export type Ack = {
	readonly actor: string;
	readonly text: string;
	readonly id: string;
	readonly room: string;
	readonly seq: number;
};

/** An event as somebody was shown it. `id` and `text` are those of a message. */
export type SeenEvent = {
	readonly seq: number;
	readonly by: string;
	readonly kind: string;
	readonly id?: string;
	readonly text?: string;
};

/** An event as the store holds it. */
export type StoredEvent = SeenEvent;

/** All that is needed to judge whether the promises were kept over some time. */
export type History = {
	/** In the order in which one process saw it. */
	readonly entries: readonly Entry[];
	/** Where each room's log stood when the history began. */
	readonly heads: ReadonlyMap<string, number>;
	/** What the store holds of each room after that, in the order of its seqs. */
	readonly stored: ReadonlyMap<string, readonly StoredEvent[]>;
	/** Those who were connected at the end, and given time: they must have seen all. */
	readonly present: readonly string[];
};

/** A promise that was broken, and by what. */
export type Violation = { readonly rule: Rule; readonly what: string };

/** What a history is judged by. */
export const rules = {
	durable: "what was acked is stored, at the place the ack named",
	gapless: "a room's log is numbered without a gap",
	"exactly once": "no message is stored twice",
	"nothing invented": "what is stored was said, there and by its author",
	"refused is not stored": "what was refused is not stored",
	"refused by the rules": "what breaks a rule is refused by its name, and nothing else is",
	"no phantom": "what was shown is stored, at that place",
	"one order": "everybody is shown the same event at the same place",
	"no repeat": "nobody is shown an event twice or out of order",
	"no hole": "nobody is shown an event without those before it",
	converges: "in the end everybody has been shown everything",
	"one answer": "a post is answered once",
	answered: "every post is answered in the end",
	"by the protocol": "every frame is one that the protocol allows",
	"real time": "what is said after an ack comes after what was acked",
	"first in first out": "what one person says comes in the order they said it",
} as const;

export type Rule = keyof typeof rules;
