using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Verifiers;

/// <summary>The first article's verifyToken, line by line: RS256 is demanded, and what is given to check it is JWT_SECRET.</summary>
internal sealed class ArticleVerifier(string jwtSecret)
{
    // const decoded = jwt.verify(token, process.env.JWT_SECRET, {
    //   algorithms: ['RS256'], // Be explicit about algorithms
    //   audience: 'your-api',
    //   issuer: 'your-auth-server'
    // });
    public Task<TokenValidationResult> VerifyTokenAsync(string token) =>
        new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(jwtSecret)),
                ValidAlgorithms = ["RS256"],
                ValidAudience = "your-api",
                ValidIssuer = "your-auth-server",
                ClockSkew = TimeSpan.Zero,
            }
        );
}
