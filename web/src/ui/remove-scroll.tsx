// Stands in for react-remove-scroll: the page behind a dialog is kept still by base.css, without an injected <style>.
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';

type RemoveScrollProps = ComponentProps<'div'> & {
  as?: unknown;
  allowPinchZoom?: boolean;
  shards?: unknown;
  enabled?: boolean;
};

export function RemoveScroll({ as, allowPinchZoom, shards, enabled, ...rest }: RemoveScrollProps) {
  return as ? <Slot.Root {...rest} /> : <div {...rest} />;
}
