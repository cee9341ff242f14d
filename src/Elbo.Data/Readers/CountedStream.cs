namespace Elbo.Data;

/// <summary>Passes on what it reads, up to a bound: a small compressed file can have an endless content.</summary>
/// <param name="inner">Not closed with it.</param>
/// <param name="most">Bytes that are read at most.</param>
/// <param name="path">Named in the error.</param>
internal sealed class CountedStream(Stream inner, long most, string path) : Stream
{
    /// <summary>Bytes read.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Count += read;
        return Count <= most ? read : throw new DataException($"{path}: more than {most} bytes of content, at most that many are read");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
