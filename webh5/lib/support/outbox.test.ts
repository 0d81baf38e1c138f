import { describe, expect, it } from 'vitest';
import { Outbox, type Shelf } from './outbox';

function shelf(): Shelf & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    read: (name) => kept.get(name) ?? null,
    write: (name, value) => void (value === null ? kept.delete(name) : kept.set(name, value)),
  };
}
const item = (clientId: string, text = clientId) => ({ clientId, text, at: '2026-11-21T09:00:00+08:00' });

describe('outbox', () => {
  it('gives what was typed before a reload back after it, in order', () => {
    const store = shelf();
    const before = new Outbox(store, 'c1');
    before.add(item('a', '几点开门'));
    before.add(item('b', '<b>不是标签</b>'));
    expect(new Outbox(store, 'c1').unsent.map((one) => one.text)).toEqual(['几点开门', '<b>不是标签</b>']);
    expect(new Outbox(store, 'c2').unsent).toEqual([]);
  });

  it('sends the oldest first and leaves no trace when all is taken', () => {
    const store = shelf();
    const box = new Outbox(store, 'c1');
    box.add(item('a'));
    box.add(item('b'));
    expect(box.next?.clientId).toBe('a');
    box.remove(['a']);
    expect(box.next?.clientId).toBe('b');
    box.remove(['b', 'unknown']);
    expect(box.next).toBeNull();
    expect(store.kept.size).toBe(0);
  });

  it('keeps a refused message with its reason and goes on with the others', () => {
    const box = new Outbox(shelf(), 'c1');
    box.add(item('a'));
    box.add(item('b'));
    box.refuse('a', '太长');
    expect(box.next?.clientId).toBe('b');
    expect(box.unsent[0]).toMatchObject({ clientId: 'a', refusal: '太长' });
    box.retry('a');
    expect(box.next?.clientId).toBe('a');
  });

  it('holds one entry per message, however often it is added', () => {
    const box = new Outbox(shelf(), 'c1');
    box.add(item('a'));
    box.add(item('a'));
    expect(box.unsent).toHaveLength(1);
  });

  it.each(['', '{', '{}', 'null', '[1,null,{"clientId":1}]', '"text"'])('starts empty on a shelf holding %s', (text) => {
    const store = shelf();
    store.kept.set('c1', text);
    expect(new Outbox(store, 'c1').unsent).toEqual([]);
  });
});
