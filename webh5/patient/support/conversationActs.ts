import type { Message } from '../../api/support';
import { forget } from '../../shared/preferences';
import { personal } from '../../shared/useLoad';

/**
 * What a patient can do in a conversation besides writing.
 * @param act posts to the conversation's address and reads what it changed. @throws RequestFailed
 * @param take shows messages
 */
export function conversationActs(
  hospitalCode: string,
  act: (rest: string, body: unknown) => Promise<void>,
  take: (messages: readonly Message[]) => void,
) {
  const callbackDraft = `${hospitalCode}:callback`;
  return {
    callbackDraft,
    handOff: () => act('/handoff', {}),
    rate: async (message: Message, value: 'up' | 'down'): Promise<void> => {
      await act(`/messages/${message.number}/rating`, { value });
      take([{ ...message, rating: value }]);
    },
    finish: (rating: number | null, comment: string) => act('/close', { rating, comment: comment || null }),
    askToBeCalled: async (phone: string, text: string): Promise<void> => {
      await act('/callback', { phone, text });
      // Kept at the hospital now, and no longer on a phone that others may hold.
      forget(`${personal}draft:${callbackDraft}`);
    },
  };
}
