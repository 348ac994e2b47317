package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client calls the JSON API of Ponkeeper's server. Every call that it makes is safe to repeat, so it
// sends a call again when the answer was lost.
type Client struct {
	// URL of the server, for example http://127.0.0.1:8765
	URL string
	// Token of an adapter, or empty.
	Token string
	HTTP  *http.Client
}

// Error is what the server answers instead of a result. Decide by the reason, never by a text.
type Error struct {
	// Code is gRPC's: 14 says that the store or the server cannot be reached.
	Code    int
	Reason  string
	Message string
	Remedy  string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s: %s (%s)", e.Reason, e.Message, e.Remedy)
}

// HasReason says whether an error is the server's, with this reason.
func HasReason(err error, reason string) bool {
	var answer *Error
	return errors.As(err, &answer) && answer.Reason == reason
}

// worthRepeating says whether the same call may succeed a moment later, or has succeeded already.
func worthRepeating(err error) bool {
	var answer *Error
	if !errors.As(err, &answer) {
		return true // no answer: nobody knows whether the server did it
	}
	switch answer.Reason {
	case "CONTENTION", "OLT_BUSY", "LIMIT_EXCEEDED", "OUTCOME_UNKNOWN":
		return true
	}
	return answer.Code == unavailable || answer.Code == deadlineExceeded
}

const (
	deadlineExceeded = 4
	unavailable      = 14

	timeOfAttempt = 15 * time.Second
	firstPause    = 50 * time.Millisecond
	longestPause  = 2 * time.Second
)

// call sends a request until there is an answer, an error that stays, or the end of the context.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, request, answer any) error {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := c.attempt(ctx, method, path, query, request, answer)
		if err == nil || !worthRepeating(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("gave up: %w", err)
		case <-time.After(pause):
		}
	}
}

func (c *Client) attempt(ctx context.Context, method, path string, query url.Values, request, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, timeOfAttempt)
	defer cancel()
	response, err := c.send(ctx, method, path, query, request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(answer)
}

// send returns an answer with the status 200; the caller closes its body.
func (c *Client) send(ctx context.Context, method, path string, query url.Values, request any) (*http.Response, error) {
	var body io.Reader
	if request != nil {
		text, err := json.Marshal(request)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	address := strings.TrimSuffix(c.URL, "/") + "/v1/" + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Token)
	}
	response, err := c.HTTP.Do(r)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		return nil, errorOf(response)
	}
	return response, nil
}

// Status is an error as JSON: google.rpc.Status.
type Status struct {
	Code    int
	Message string
	Details []struct{ Reason, Remedy string }
}

func (s *Status) asError() error {
	result := &Error{Code: s.Code, Message: s.Message}
	for _, detail := range s.Details {
		// One detail is google.rpc.ErrorInfo, the other one ponkeeper.v1.ErrorDetail.
		if detail.Reason != "" {
			result.Reason = detail.Reason
		}
		if detail.Remedy != "" {
			result.Remedy = detail.Remedy
		}
	}
	return result
}

// errorOf reads the error of an answer. What is no JSON was not written by the server, but by something
// in front of it, which cannot reach it.
func errorOf(response *http.Response) error {
	var status Status
	if json.NewDecoder(response.Body).Decode(&status) != nil {
		return &Error{Code: unavailable, Message: response.Status}
	}
	return status.asError()
}

func min(a, b time.Duration) time.Duration {
	if a < b {
		return a
	}
	return b
}

// answersLost is a network that loses every second answer, after the server has done what was asked.
type answersLost struct {
	network http.RoundTripper
	calls   int
}

func (l *answersLost) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := l.network.RoundTrip(request)
	l.calls++
	if err == nil && l.calls%2 == 1 {
		response.Body.Close()
		return nil, errors.New("the answer was lost, as -lose-answers says")
	}
	return response, err
}
