using System.Threading.Channels;

namespace Elbo.Data;

/// <summary>
/// Batches of decoded images, made ahead of their use by threads of the pool and handed out in the order announced. The queue is bounded:
/// it runs no further ahead than its capacity. Only managed arrays cross threads; tensors are the consumer's own.
/// </summary>
internal sealed class ImageQueue : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<(long[] Examples, Task<byte[][]> Images)> ahead;
    private readonly Task producer;

    /// <param name="order">Taken over.</param>
    /// <param name="batchSize">Examples per batch.</param>
    /// <param name="capacity">Batches decoded or being decoded ahead of the consumer.</param>
    /// <param name="load">Decodes one example; called from several threads.</param>
    public ImageQueue(long[] order, int batchSize, int capacity, Func<long, byte[]> load)
    {
        ahead = Channel.CreateBounded<(long[], Task<byte[][]>)>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
        producer = Task.Run(() => Produce(order, batchSize, load));
    }

    /// <summary>The images of the batch that is next; null where other examples are asked for than were announced, or no more are.</summary>
    /// <exception cref="DataException">One of them cannot be decoded: the message names its file.</exception>
    public byte[][]? TryTake(ReadOnlySpan<long> examples)
    {
        if (!ahead.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult() || !ahead.Reader.TryPeek(out var next) || !examples.SequenceEqual(next.Examples)) return null;
        ahead.Reader.TryRead(out _);
        return next.Images.GetAwaiter().GetResult();
    }

    /// <summary>Stops, and waits until no thread reads for it any more.</summary>
    public void Dispose()
    {
        stop.Cancel();
        producer.Wait();
        while (ahead.Reader.TryRead(out var left)) Task.WhenAny(left.Images).Wait();
        stop.Dispose();
    }

    private async Task Produce(long[] order, int batchSize, Func<long, byte[]> load)
    {
        foreach (var examples in order.Chunk(batchSize))
        {
            // Room first, work then: otherwise one batch more than the capacity would be in memory.
            if (stop.IsCancellationRequested || !await Room().ConfigureAwait(false)) break;
            await ahead.Writer.WriteAsync((examples, Task.Run(() => Decode(examples, load)))).ConfigureAwait(false);
        }

        ahead.Writer.Complete();
    }

    private async Task<bool> Room()
    {
        try
        {
            return await ahead.Writer.WaitToWriteAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private byte[][] Decode(long[] examples, Func<long, byte[]> load)
    {
        var images = new byte[examples.Length][];
        for (var i = 0; i < images.Length; i++)
        {
            stop.Token.ThrowIfCancellationRequested();
            images[i] = load(examples[i]);
        }

        return images;
    }
}
