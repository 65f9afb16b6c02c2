import { EntityNotFoundException } from '@aws-sdk/client-glue';

/** What Glue answers, or undefined where it says that there is no such thing. */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EntityNotFoundException) return undefined;
    throw error;
  }
}
