// Requests of a lab, and what to say when they fail.

import { words } from './words';

/** A refusal in words; `retryAfter` seconds if the server named them. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** Sends a request and reads its JSON. Throws `Refused`, or `AbortError` when given up. */
export async function ask(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refused(words.offline);
  }
  if (response.status === 204) return null;
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  if (response.status === 401 || response.status === 403) throw new Refused(words.signedOut);
  const { message, retry_after_s: retry } = (body ?? {}) as { message?: string; retry_after_s?: number };
  throw new Refused(message ?? words.odd, retry);
}

/** Bytes of base64 text. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
