import { effect, signal } from '@preact/signals';
import { ask } from '../../../api/client.ts';
import { tell } from '../../../app/notices.ts';
import { isPlaying as isPlayerPlaying, pause as pausePlayer } from '../../../player/player.ts';
import { say } from '../../../words/words.ts';
import type { Track } from './types.ts';

interface Ticket {
  address: string;
  ends_at: string;
}

/** Hears the tracks of a release where they stand, also before anybody else may: by an address that soon ends. */
export class Hearing {
  readonly track = signal<string | undefined>(undefined);
  readonly isPlaying = signal(false);
  /** Seconds. */
  readonly time = signal(0);
  readonly #releaseId: string;
  #audio: HTMLAudioElement | undefined;
  #endsAt = 0;

  constructor(releaseId: string) {
    this.#releaseId = releaseId;
  }

  /** Takes the element that plays. @returns lets it go */
  attach(audio: HTMLAudioElement): () => void {
    this.#audio = audio;
    audio.onplay = () => {
      this.isPlaying.value = true;
      pausePlayer();
    };
    audio.onpause = () => {
      this.isPlaying.value = false;
    };
    // The address may have ended while the song was paused.
    audio.onerror = () => {
      this.isPlaying.value = false;
    };
    audio.ontimeupdate = () => {
      this.time.value = audio.currentTime;
    };
    const dispose = effect(() => {
      if (isPlayerPlaying.value) audio.pause();
    });
    return () => {
      dispose();
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
      this.#audio = undefined;
    };
  }

  /** Plays a track, or pauses it. */
  async toggle({ id, title }: Track): Promise<void> {
    const audio = this.#audio;
    if (!audio) return;
    if (this.track.peek() === id && !audio.paused && !audio.error) {
      audio.pause();
      return;
    }
    try {
      if (this.track.peek() !== id || Date.now() > this.#endsAt || audio.error) await this.#load(id);
      await audio.play();
    } catch (error) {
      // Another one was asked for meanwhile.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      tell(say('cannotPlay', { title }));
    }
  }

  seek(seconds: number): void {
    if (this.#audio) this.#audio.currentTime = seconds;
    this.time.value = seconds;
  }

  async #load(id: string): Promise<void> {
    const from = this.track.peek() === id ? this.time.peek() : 0;
    this.#audio?.pause();
    this.track.value = id;
    this.time.value = from;
    const path = `/v1/desk/releases/${this.#releaseId}/tracks/${id}/hearing`;
    const ticket = await ask<Ticket>(path, { method: 'POST' });
    if (!this.#audio || this.track.peek() !== id) throw new DOMException('', 'AbortError');
    this.#endsAt = Date.parse(ticket.ends_at);
    this.#audio.src = ticket.address;
    this.#audio.currentTime = from;
  }
}
