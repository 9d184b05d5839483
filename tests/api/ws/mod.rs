//! `/api/ws/{user_id}`: the WebSocket.
