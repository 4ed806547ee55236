// script: login
async function login(email, password, callback) {
  const { CognitoIdentityProviderClient, InitiateAuthCommand } = require('@aws-sdk/client-cognito-identity-provider');
  const client = new CognitoIdentityProviderClient({ region: configuration.REGION });
  try {
    const { AuthenticationResult } = await client.send(new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: configuration.CLIENT_ID, AuthParameters: { USERNAME: email, PASSWORD: password } }));
    const claims = JSON.parse(Buffer.from(AuthenticationResult.IdToken.split('.')[1], 'base64url').toString());
    callback(null, { user_id: claims.sub, email: claims.email, email_verified: claims.email_verified });
  } catch (error) {
    if (error.name === 'NotAuthorizedException' || error.name === 'UserNotFoundException') return callback(new WrongUsernameOrPasswordError(email));
    callback(new Error('Cognito failed: ' + error.name));
  }
}
