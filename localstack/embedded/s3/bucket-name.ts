/** What a bucket may be called (S3 user guide, "General purpose bucket naming rules"). */
export const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]$/;

export const MAX_BUCKET_NAME = 63;
