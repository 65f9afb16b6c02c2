import { describe, expect, it } from 'vitest';
import { xmlDocument } from '../../../localstack/embedded/gateway/xml.ts';
import { childText, readXml } from '../../../localstack/embedded/s3/xml-reader.ts';
import { fc } from '../../support/fast-check.ts';

describe('a document', () => {
  it('is read with its declaration, comments, attributes, entities and CDATA', () => {
    const document = `<?xml version="1.0"?>
      <!-- of an SDK -->
      <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <Object><Key>a&amp;b &#x1F600;&#65; &lt;c&gt;</Key></Object>
        <Object><Key><![CDATA[<raw>&amp;]]></Key></Object>
        <Quiet/>
      </Delete>`;
    const read = readXml(document);
    expect(read?.name).toBe('Delete');
    expect(read?.children.map(({ name }) => name)).toEqual(['Object', 'Object', 'Quiet']);
    expect(read?.children.map((child) => childText(child, 'Key'))).toEqual([
      'a&b \u{1F600}A <c>',
      '<raw>&amp;',
      undefined,
    ]);
  });

  it.each(['', 'text', '<a>', '<a></b>', '<a/><b/>', '</a>', '<a><b></a></b>', '<a', '<a/>text', '<!DOCTYPE a><a/>'])(
    'that is not well-formed is none: %j',
    (document) => {
      expect(readXml(document)).toBeUndefined();
    },
  );

  it('as the services write it is read with every text as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = readXml(xmlDocument('Root', { Key: text }));
        expect(read && childText(read, 'Key')).toBe(text);
      }),
    );
  });
});
