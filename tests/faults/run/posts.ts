import { type MessageId, newMessageId } from "@partyline/shared/protocol/ids";
import type { Random } from "../../support/random.ts";
import { type Recorder, shorten } from "./recorder.ts";

/** One post on its way. */
export type Post = {
	readonly room: string;
	readonly id: MessageId;
	readonly text: string;
	readonly replyTo?: number;
	/** The code that it must be refused with; undefined for one that must be taken. */
	readonly refusal?: string;
};

/** What the server says of a post that it has taken. */
export type Answer = {
	readonly room: string;
	readonly id: string;
	readonly seq: number;
	readonly at: number;
};

/** A post, and how it was answered first. */
export type Answered = { readonly post: Post; readonly answer: Answer };

/** Who says it, and where. */
export type PostsOptions = {
	readonly name: string;
	readonly rooms: readonly string[];
	readonly random: Random;
	readonly recorder: Recorder;
};

/** How many of the acked posts are remembered, to be sent once more some day. */
const remembered = 50;

/** What one person says: most of it good, some of it such that it must be refused, some of it said again. */
export class Posts {
	readonly unanswered = new Set<Post>();
	readonly #options: PostsOptions;
	readonly #acked: Answered[] = [];
	#written = 0;

	constructor(options: PostsOptions) {
		this.#options = options;
	}

	/** Writes a new post of some length, which is unanswered from now on. */
	write([least, most]: readonly [number, number] = [0, 100]): Post {
		const { name: actor, random, recorder, rooms } = this.#options;
		const text = `${actor} ${++this.#written} ${"x".repeat(random.between(least, most))}`;
		const post = this.#makeRefusable({ room: random.pick(rooms), id: newMessageId(), text });
		const { room, refusal } = post;
		const said = shorten(post.text);
		recorder.record({ type: "sent", actor, room, text: said, ...(refusal && { refusal }) });
		recorder.record({ type: "taken", actor, text: said });
		this.unanswered.add(post);
		return post;
	}

	/** Now and then a post that was acked long ago. */
	pickAgain(): Answered | undefined {
		const { random } = this.#options;
		if (this.#acked.length === 0 || !random.chance(0.03)) return undefined;
		return random.pick(this.#acked);
	}

	acked(post: Post, answer: Answer): void {
		const { name: actor, random, recorder } = this.#options;
		const { room, id, seq } = answer;
		recorder.record({ type: "acked", actor, room, id, text: shorten(post.text), seq });
		this.unanswered.delete(post);
		const answered = { post, answer };
		if (this.#acked.length < remembered) this.#acked.push(answered);
		else this.#acked[random.between(0, remembered - 1)] = answered;
	}

	refused(post: Post, code: string): void {
		const { name: actor, recorder } = this.#options;
		recorder.record({ type: "refused", actor, text: shorten(post.text), code });
		this.unanswered.delete(post);
	}

	putOff(post: Post): void {
		const { name: actor, recorder } = this.#options;
		recorder.record({ type: "put-off", actor, text: shorten(post.text) });
	}

	#makeRefusable(post: Post): Post {
		const { random } = this.#options;
		if (!random.chance(0.03)) return post;
		return random.pick([
			{ ...post, room: "#nowhere", refusal: "no_such_room" },
			{ ...post, text: `${post.text} ${"y".repeat(20_000)}`, refusal: "invalid_params" },
			{ ...post, replyTo: 2 ** 40, refusal: "unknown_seq" },
		]);
	}
}
