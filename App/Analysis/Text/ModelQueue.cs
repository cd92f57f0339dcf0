namespace CreatorAnalytics.Analysis.Text;

/// <summary>
/// Texts of all creators that wait for one model. They are read in batches on the places of the pool. A batch that fails is read again
/// creator by creator; one that takes too long hands its place back, and its model is left alone until it ends.
/// </summary>
internal sealed class ModelQueue<TText, TResult>(
    ITextModel<TText, TResult> model, AnalysisPool pool, BatchLimits limits, TimeProvider time, AnalysisTelemetry telemetry)
    where TText : notnull
{
    private readonly Lock _gate = new();
    private readonly Queue<Piece> _waiting = new();
    private readonly Lazy<Task> _loaded = new(() => Task.Run(model.Load));
    private readonly int _mostPumps = Math.Min(pool.Size, limits.AtOnce);
    private int _pumps;
    private int _late;
    private int _silent;

    /// <summary>Loads the model; texts that come before it has ended wait for it.</summary>
    public Task LoadAsync() => _loaded.Value;

    /// <returns>A result for each text, in their order.</returns>
    /// <exception cref="TimeoutException">The model does not answer.</exception>
    public async Task<IReadOnlyList<TResult>> ReadAsync(IReadOnlyList<TText> texts, CancellationToken cancellationToken)
    {
        await LoadAsync().WaitAsync(cancellationToken);
        var pieces = texts.Chunk(limits.Texts).Select(part => new Piece(part, cancellationToken)).ToList();
        lock (_gate)
        {
            if (_silent > 0)
                throw Silent();
            pieces.ForEach(_waiting.Enqueue);
            pool.Use.Change(waiting: pieces.Count);
            StartPumps(pieces.Count);
        }

        var results = await Task.WhenAll(pieces.Select(piece => piece.Done.Task)).WaitAsync(cancellationToken);
        return results.Length == 1 ? results[0] : [.. results.SelectMany(part => part)];
    }

    // Called with the gate closed. One that finds nothing left, because another took it into its batch, ends.
    private void StartPumps(int pieces)
    {
        for (; pieces > 0 && _late == 0 && _pumps < _mostPumps; pieces--, _pumps++)
            _ = Task.Run(PumpAsync);
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            if (limits.Wait > TimeSpan.Zero)
                await Task.Delay(limits.Wait, time);
            await pool.EnterAsync();
            if (Take() is not { } batch)
            {
                pool.Leave();
                return;
            }

            await RunAsync(batch);
        }
    }

    private List<Piece>? Take()
    {
        lock (_gate)
        {
            List<Piece> batch = [];
            var texts = 0;
            while (_late == 0 && _waiting.TryPeek(out var piece) && (batch.Count == 0 || texts + piece.Texts.Count <= limits.Texts))
            {
                _waiting.Dequeue();
                pool.Use.Change(waiting: -1);
                if (piece.Cancellation.IsCancellationRequested)
                    continue;
                batch.Add(piece);
                texts += piece.Texts.Count;
            }

            if (batch.Count > 0)
                return batch;
            _pumps--;
            return null;
        }
    }

    private async Task RunAsync(List<Piece> batch)
    {
        var work = Task.Run(() => Answer(batch));
        if (await EndsWithinAsync(work, limits.Late))
        {
            pool.Leave();
            return;
        }

        lock (_gate)
            _late++;
        pool.Leave();
        if (!await EndsWithinAsync(work, limits.Timeout - limits.Late))
        {
            telemetry.TimedOut(model.Name);
            Fail(batch);
            await work;
            lock (_gate)
                _silent--;
        }

        lock (_gate)
        {
            _late--;
            StartPumps(_waiting.Count);
        }
    }

    // Those that wait have waited as long or come to a model that has stopped answering: nobody waits for it until it ends.
    private void Fail(List<Piece> batch)
    {
        lock (_gate)
        {
            _silent++;
            pool.Use.Change(waiting: -_waiting.Count);
            batch.AddRange(_waiting);
            _waiting.Clear();
        }

        batch.ForEach(piece => piece.Done.TrySetException(Silent()));
    }

    private void Answer(List<Piece> batch)
    {
        telemetry.Batch(model.Name, batch.Sum(piece => piece.Texts.Count), batch.Count);
        if (batch.Count == 1 || !TryAnswer(batch, out _))
            batch.ForEach(AnswerAlone);
    }

    private void AnswerAlone(Piece piece)
    {
        if (TryAnswer([piece], out var failure))
            return;
        telemetry.Failed(model.Name);
        piece.Done.TrySetException(failure!);
    }

    private bool TryAnswer(List<Piece> batch, out Exception? failure)
    {
        try
        {
            var numbers = new Dictionary<TText, int>();
            foreach (var text in batch.SelectMany(piece => piece.Texts))
                numbers.TryAdd(text, numbers.Count);
            var results = model.Read([.. numbers.Keys]);
            foreach (var piece in batch)
                piece.Done.TrySetResult([.. piece.Texts.Select(text => results[numbers[text]])]);
            failure = null;
            return true;
        }
        catch (Exception exception)
        {
            failure = exception;
            return false;
        }
    }

    private async Task<bool> EndsWithinAsync(Task work, TimeSpan span)
    {
        try
        {
            await work.WaitAsync(span, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private TimeoutException Silent() => new($"The {model.Name} model did not answer within {limits.Timeout.TotalSeconds:0.#} s.");

    /// <summary>What one creator wants read, as far as it fits into a batch.</summary>
    private sealed class Piece(IReadOnlyList<TText> texts, CancellationToken cancellation)
    {
        public IReadOnlyList<TText> Texts => texts;

        public CancellationToken Cancellation => cancellation;

        public TaskCompletionSource<IReadOnlyList<TResult>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
