import type { InjectionKey, Ref } from 'vue';

/** Whether large type is on, for what style sheets do not reach: column widths and charts. */
export const largeKey: InjectionKey<Readonly<Ref<boolean>>> = Symbol('large');

/** Large type over normal type. */
export const largeScale = 4 / 3;
