using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CreatorAnalytics.Storage;

/// <summary>
/// A query that EF Core translates once, instead of finding its translation anew by all of its expression, which takes longer than
/// running a small one. For what every submission asks. Whether it tracks is fixed by the context that runs it first: one that gives
/// back entities says so itself.
/// </summary>
/// <typeparam name="TRun">What <see cref="EF.CompileAsyncQuery{TContext, TResult}(System.Linq.Expressions.Expression{Func{TContext, IQueryable{TResult}}})"/>
/// and its like make.</typeparam>
internal sealed class KeptQuery<TRun>(Func<TRun> compile)
    where TRun : Delegate
{
    // What is compiled belongs to one model, and each provider has its own.
    private readonly ConditionalWeakTable<IModel, TRun> _compiled = new();

    /// <summary>The query, to be run on this context.</summary>
    public TRun On(AppDbContext db) => _compiled.GetValue(db.Model, _ => compile());
}
