import { type MessageId, newMessageId } from "@partyline/shared/protocol/ids";
import type { Random } from "../../support/random.ts";
import type { Recorder } from "./recorder.ts";

/** One post on its way. */
export type Post = {
	readonly room: string;
	readonly id: MessageId;
	readonly text: string;
	readonly replyTo?: number;
};

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
	readonly #acked: Post[] = [];
	#written = 0;

	constructor(options: PostsOptions) {
		this.#options = options;
	}

	/** Writes a new post, which is unanswered from now on. */
	write(): Post {
		const { name: actor, random, recorder, rooms } = this.#options;
		const text = `${actor} ${++this.#written} ${"x".repeat(random.between(0, 100))}`;
		const post = this.#makeRefusable({ room: random.pick(rooms), id: newMessageId(), text });
		recorder.record({ type: "sent", actor, room: post.room, text: post.text });
		recorder.record({ type: "taken", actor, text: post.text });
		this.unanswered.add(post);
		return post;
	}

	/** Now and then a post that was acked long ago. */
	pickAgain(): Post | undefined {
		const { random } = this.#options;
		if (this.#acked.length === 0 || !random.chance(0.03)) return undefined;
		return random.pick(this.#acked);
	}

	acked(post: Post, seq: number): void {
		const { name: actor, random, recorder } = this.#options;
		const { room, id, text } = post;
		recorder.record({ type: "acked", actor, room, id, text, seq });
		this.unanswered.delete(post);
		if (this.#acked.length < remembered) this.#acked.push(post);
		else this.#acked[random.between(0, remembered - 1)] = post;
	}

	refused(post: Post, code: string): void {
		const { name: actor, recorder } = this.#options;
		recorder.record({ type: "refused", actor, text: post.text, code });
		this.unanswered.delete(post);
	}

	putOff(post: Post): void {
		const { name: actor, recorder } = this.#options;
		recorder.record({ type: "put-off", actor, text: post.text });
	}

	#makeRefusable(post: Post): Post {
		const { random } = this.#options;
		if (!random.chance(0.03)) return post;
		return random.pick([
			{ ...post, room: "#nowhere" },
			{ ...post, text: `${post.text} ${"y".repeat(20_000)}` },
			{ ...post, replyTo: 2 ** 40 },
		]);
	}
}
