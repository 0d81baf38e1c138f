import { describe, expect, it } from 'vitest';
import type { KbReviewState } from '../../api/kb';
import { standing } from './kbReview';

type Current = NonNullable<KbReviewState['current']>;
const sent: Current = {
  id: '1',
  note: '国庆安排',
  sentBy: '钱老师',
  sentAt: '2026-11-21T08:00:00Z',
  approved: null,
  decidedBy: null,
  decidedAt: null,
  decisionNote: null,
  unchanged: true,
  own: false,
};
const at = (change: Partial<Current> | null, isAdmin = false, required = true) =>
  standing({ required, current: change && { ...sent, ...change } }, isAdmin);

describe('where a draft stands', () => {
  it('must be sent first', () =>
    expect(at(null)).toMatchObject({ word: '未送审', refusal: expect.stringContaining('还没有送审'), canSend: true, canDecide: false }));

  it('waits for somebody else, who may decide', () =>
    expect(at({})).toMatchObject({
      word: '待审',
      refusal: expect.stringContaining('在等审核'),
      canSend: false,
      canDecide: true,
      isOverride: false,
    }));

  it('is not decided by its sender', () =>
    expect(at({ own: true })).toMatchObject({
      word: '待审',
      refusal: expect.stringContaining('要由别人通过'),
      canSend: false,
      canDecide: false,
    }));

  it('is decided by a sender who is an administrator, as an exception', () =>
    expect(at({ own: true }, true)).toMatchObject({ canDecide: true, isOverride: true }));

  it('must be sent again when it changed while it waited', () =>
    expect(at({ own: true, unchanged: false })).toMatchObject({ word: '待审', refusal: expect.stringContaining('又改过'), canSend: true }));

  it('is published once approved', () =>
    expect(at({ approved: true })).toMatchObject({ word: '已通过', refusal: null, canSend: false, canDecide: false }));

  it('loses an approval with the next change', () =>
    expect(at({ approved: true, unchanged: false })).toMatchObject({
      word: '未送审',
      refusal: expect.stringContaining('通过之后'),
      canSend: true,
    }));

  it('is mended and sent again when it was sent back', () => {
    expect(at({ approved: false })).toMatchObject({ word: '已退回', refusal: expect.stringContaining('按意见修改'), canSend: true });
    expect(at({ approved: false, unchanged: false })).toMatchObject({
      word: '未送审',
      refusal: expect.stringContaining('还没有重新送审'),
      canSend: true,
    });
  });

  it('is never refused where no review is required', () => {
    for (const change of [null, {}, { approved: false }, { approved: true, unchanged: false }])
      expect(at(change, false, false).refusal).toBeNull();
  });
});
