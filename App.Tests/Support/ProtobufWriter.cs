using System.Text;

namespace CreatorAnalytics.Tests.Support;

/// <summary>Writes the few kinds of protobuf fields that models of the tests are made of.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Delimited = 2;
    private const int FourBytes = 5;

    private readonly MemoryStream _bytes = new();

    public byte[] ToArray() => _bytes.ToArray();

    public ProtobufWriter Number(int field, long value)
    {
        Tag(field, Varint);
        Write((ulong)value);
        return this;
    }

    public ProtobufWriter Float(int field, float value)
    {
        Tag(field, FourBytes);
        _bytes.Write(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Bytes(int field, byte[] value)
    {
        Tag(field, Delimited);
        Write((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public ProtobufWriter Message(int field, Action<ProtobufWriter> content)
    {
        var message = new ProtobufWriter();
        content(message);
        return Bytes(field, message.ToArray());
    }

    private void Tag(int field, int kind) => Write((ulong)((field << 3) | kind));

    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
